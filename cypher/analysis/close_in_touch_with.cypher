// purpose: remove links of the analysts' copy that say: in touch with
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Person {id: row.source})-[x:IN_TOUCH_WITH]->(b:Agency {id: row.target})
DELETE x
