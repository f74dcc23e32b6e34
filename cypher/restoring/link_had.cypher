// purpose: put HAD links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Touchpoint {key: row.target})
CREATE (a)-[l:HAD]->(b)
SET l = row.properties
