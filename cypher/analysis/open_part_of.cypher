// purpose: write links of the analysts' copy that say: part of
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Household {id: row.source})
MATCH (b:Component {id: row.target})
CREATE (a)-[:PART_OF]->(b)
RETURN count(*) AS written
