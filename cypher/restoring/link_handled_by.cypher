// purpose: put HANDLED_BY links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Touchpoint {key: row.source})
MATCH (b:Professional {key: row.target})
CREATE (a)-[l:HANDLED_BY]->(b)
SET l = row.properties
