// purpose: put SAYS links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Details {key: row.target})
CREATE (a)-[l:SAYS]->(b)
SET l = row.properties
