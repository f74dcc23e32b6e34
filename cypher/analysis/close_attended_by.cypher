// purpose: remove links of the analysts' copy that say: attended by
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Place {id: row.source})-[x:ATTENDED_BY]->(b:Agency {id: row.target})
DELETE x
