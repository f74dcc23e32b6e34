// purpose: put MEMBER_OF links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Person {id: row.source})
MATCH (b:Household {id: row.target})
CREATE (a)-[l:MEMBER_OF]->(b)
SET l = row.properties
