// purpose: read all households of the analysts' copy
// params: none
// returns: id, place, size, agencies, contacts, open_cases, hidden, degree, bridges, brokerage
MATCH (n:Household)
RETURN n.id AS id, n.place AS place, n.size AS size, n.agencies AS agencies, n.contacts AS contacts, n.open_cases AS open_cases, n.hidden AS hidden, n.degree AS degree, n.bridges AS bridges, n.brokerage AS brokerage
