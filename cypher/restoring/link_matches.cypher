// purpose: put MATCHES links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Record {key: row.target})
CREATE (a)-[l:MATCHES]->(b)
SET l = row.properties
