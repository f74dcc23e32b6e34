// purpose: remove links of the analysts' copy that say: moved to
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Household {id: row.source})-[x:MOVED_TO]->(b:Household {id: row.target})
DELETE x
