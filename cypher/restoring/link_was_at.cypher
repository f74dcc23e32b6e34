// purpose: put WAS_AT links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Touchpoint {key: row.source})
MATCH (b:StatedAddress {key: row.target})
CREATE (a)-[l:WAS_AT]->(b)
SET l = row.properties
