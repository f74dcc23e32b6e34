// purpose: read who dealt with some touchpoints
// params: events, number, agencies, sealed
// returns: event, record, worker, name, role, team, phone, email
UNWIND $events AS event
MATCH (t:Touchpoint {key: event})-[h:HANDLED_BY]->(w:Professional)
WHERE h.since <= $number AND h.until > $number AND t.partner IN $agencies AND NOT h.record IN $sealed
RETURN event, h.record AS record, w.key AS worker, w.name AS name, w.role AS role, w.team AS team, w.phone AS phone, w.email AS email
