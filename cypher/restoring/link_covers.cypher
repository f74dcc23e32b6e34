// purpose: put COVERS links back as they were
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Generation {number: row.source})
MATCH (b:Partner {code: row.target})
CREATE (a)-[l:COVERS]->(b)
SET l = row.properties
