// purpose: note how fresh each partner's data are in a generation
// params: number, rows
// returns: nothing
MATCH (g:Generation {number: $number})
UNWIND $rows AS row
MERGE (p:Partner {code: row.code})
CREATE (g)-[:COVERS {data_as_of: row.data_as_of}]->(p)
