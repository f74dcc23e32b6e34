// purpose: write households of the analysts' copy, new ones and changed ones
// params: rows
// returns: written
UNWIND $rows AS row
MERGE (n:Household {id: row.id})
SET n.place = row.place, n.size = row.size, n.agencies = row.agencies, n.contacts = row.contacts, n.open_cases = row.open_cases, n.hidden = row.hidden, n.degree = row.degree, n.bridges = row.bridges, n.brokerage = row.brokerage
RETURN count(*) AS written
