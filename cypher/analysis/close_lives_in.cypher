// purpose: remove links of the analysts' copy that say: lives in
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Person {id: row.source})-[x:LIVES_IN]->(b:Household {id: row.target})
DELETE x
