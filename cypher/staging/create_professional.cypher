// purpose: create Professional nodes that are known not to exist
// params: rows
// returns: nothing
UNWIND $rows AS row
CREATE (:Professional {key: row.key, partner: row.partner, name: row.name, role: row.role, team: row.team, phone: row.phone, email: row.email})
