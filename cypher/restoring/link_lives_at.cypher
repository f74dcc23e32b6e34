// purpose: put LIVES_AT links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:StatedAddress {key: row.target})
CREATE (a)-[l:LIVES_AT]->(b)
SET l = row.properties
