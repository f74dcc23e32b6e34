// purpose: put WAS_FOUND_BY links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:SearchKey {key: row.target})
CREATE (a)-[l:WAS_FOUND_BY]->(b)
SET l = row.properties
