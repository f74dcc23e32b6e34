// purpose: put BASED_AT links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Household {id: row.source})
MATCH (b:Address {id: row.target})
CREATE (a)-[l:BASED_AT]->(b)
SET l = row.properties
