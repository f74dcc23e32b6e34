// purpose: read, by partner, the newest of the cases open on a day of the records whose current address it is
// params: ids, until, number, agencies, sealed, sealed_addresses
// returns: id, record, partner, opened_on, closed_on, stated_on, worker, name, role, team, phone, email
UNWIND $ids AS id
MATCH (a:Address {id: id})<-[n:DENOTES]-(s:StatedAddress)<-[v:LIVES_AT]-(r:Record)-[c:LED_BY]->(w:Professional)
WHERE NOT a.id IN $sealed_addresses AND n.since <= $number AND n.until > $number AND v.since <= $number AND v.until > $number AND c.since <= $number AND c.until > $number AND v.current = true AND r.partner IN $agencies AND NOT r.key IN $sealed AND (c.opened_on = '' OR c.opened_on <= $until) AND (c.closed_on > $until OR (c.closed_on = '' AND c.is_open = true))
WITH id, r.partner AS partner, max(r.key) AS record, max(CASE WHEN c.opened_on = '' THEN c.stated_on ELSE c.opened_on END + ' ' + c.stated_on + ' ' + w.key) AS newest
MATCH (w:Professional {key: substring(newest, 22)})
RETURN id, record, partner, left(newest, 10) AS opened_on, '' AS closed_on, substring(newest, 11, 10) AS stated_on, w.key AS worker, w.name AS name, w.role AS role, w.team AS team, w.phone AS phone, w.email AS email
