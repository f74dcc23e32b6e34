// purpose: put DENOTES links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:StatedAddress {key: row.source})
MATCH (b:Address {id: row.target})
CREATE (a)-[l:DENOTES]->(b)
SET l = row.properties
