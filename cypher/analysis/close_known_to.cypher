// purpose: remove links of the analysts' copy that say: known to
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Household {id: row.source})-[x:KNOWN_TO]->(b:Agency {id: row.target})
DELETE x
