// purpose: put WAS_LIVES_AT links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:StatedAddress {key: row.target})
CREATE (a)-[l:WAS_LIVES_AT]->(b)
SET l = row.properties
