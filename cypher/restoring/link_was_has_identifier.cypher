// purpose: put WAS_HAS_IDENTIFIER links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Record {key: row.source})
MATCH (b:Identifier {key: row.target})
CREATE (a)-[l:WAS_HAS_IDENTIFIER]->(b)
SET l = row.properties
