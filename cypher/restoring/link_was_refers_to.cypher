// purpose: put WAS_REFERS_TO links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Person {id: row.target})
CREATE (a)-[l:WAS_REFERS_TO]->(b)
SET l = row.properties
