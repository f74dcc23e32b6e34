// purpose: write links of the analysts' copy that say: based at
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Household {id: row.source})
MATCH (b:Place {id: row.target})
CREATE (a)-[:BASED_AT]->(b)
RETURN count(*) AS written
