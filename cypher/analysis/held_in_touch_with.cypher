// purpose: read all links of the analysts' copy that say: in touch with
// params: none
// returns: source, target, contacts, last_quarter, open_case
MATCH (a:Person)-[x:IN_TOUCH_WITH]->(b:Agency)
RETURN a.id AS source, b.id AS target, x.contacts AS contacts, x.last_quarter AS last_quarter, x.open_case AS open_case
