// purpose: write links of the analysts' copy that say: lives in
// params: rows
// returns: written
UNWIND $rows AS row
MATCH (a:Person {id: row.source})
MATCH (b:Household {id: row.target})
CREATE (a)-[:LIVES_IN]->(b)
RETURN count(*) AS written
