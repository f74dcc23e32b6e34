// purpose: create Identifier nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Identifier {key: row.key, kind: row.kind, value: row.value})
