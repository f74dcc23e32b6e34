// purpose: create Touchpoint nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Touchpoint {key: row.key, partner: row.partner})
