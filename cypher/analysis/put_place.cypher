// purpose: write places of the analysts' copy, new ones and changed ones
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (n:Place {id: row.id})
SET n.place = row.place, n.kind = row.kind, n.institution = row.institution, n.touchpoints = row.touchpoints, n.call_outs = row.call_outs, n.agencies = row.agencies
RETURN count(*) AS written
