// purpose: create Record nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Record {key: row.key, partner: row.partner, source_id: row.source_id})
