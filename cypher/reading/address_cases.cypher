// purpose: read the cases of the records whose current address is one of some addresses
// params: ids, number, agencies, sealed, sealed_addresses
// returns: id, record, partner, is_open, opened_on, closed_on, stated_on, worker, name, role, team, phone, email
UNWIND $ids AS id
MATCH (a:Address {id: id})<-[n:DENOTES]-(s:StatedAddress)<-[v:LIVES_AT]-(r:Record)-[c:LED_BY]->(w:Professional)
WHERE NOT a.id IN $sealed_addresses AND n.since <= $number AND n.until > $number AND v.since <= $number AND v.until > $number AND c.since <= $number AND c.until > $number AND v.current = true AND r.partner IN $agencies AND NOT r.key IN $sealed
RETURN id, r.key AS record, r.partner AS partner, c.is_open AS is_open, c.opened_on AS opened_on, c.closed_on AS closed_on, c.stated_on AS stated_on, w.key AS worker, w.name AS name, w.role AS role, w.team AS team, w.phone AS phone, w.email AS email
