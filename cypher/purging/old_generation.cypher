// purpose: read the newest generation that was published before a day
// params: before
// returns: number
MATCH (g:Generation)
WHERE g.published_at < $before
RETURN coalesce(max(g.number), 0) AS number
