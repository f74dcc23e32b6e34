// purpose: put WAS_LED_BY links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Professional {key: row.target})
CREATE (a)-[l:WAS_LED_BY]->(b)
SET l = row.properties
