// purpose: remove links of the analysts' copy that say: shared a touchpoint with
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Household {id: row.source})-[x:SHARED_A_TOUCHPOINT_WITH]->(b:Household {id: row.target})
DELETE x
