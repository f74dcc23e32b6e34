// purpose: remove links of the analysts' copy that say: part of
// params: rows
// returns: nothing
UNWIND $rows AS row
MATCH (a:Household {id: row.source})-[x:PART_OF]->(b:Component {id: row.target})
DELETE x
