// purpose: remove links of the analysts' copy that say: based at
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Household {id: row.source})-[x:BASED_AT]->(b:Place {id: row.target})
DELETE x
