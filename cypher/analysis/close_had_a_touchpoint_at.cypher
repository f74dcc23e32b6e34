// purpose: remove links of the analysts' copy that say: had a touchpoint at
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Household {id: row.source})-[x:HAD_A_TOUCHPOINT_AT]->(b:Household {id: row.target})
DELETE x
