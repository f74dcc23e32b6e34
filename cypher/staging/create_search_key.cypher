// purpose: create SearchKey nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:SearchKey {key: row.key})
