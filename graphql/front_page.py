"""The page at ``/``: what this is, and how to ask. It holds no personal data and no script."""

from starlette.requests import Request
from starlette.responses import HTMLResponse

from mast.access.purposes import Purpose

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>MAST</title></head>
<body>
<main>
<h1>Multi-Agency Safeguarding Tracker</h1>
<p>Tells an authorised professional which agencies have been in touch with a person or an address in the last twelve
months, how often and when last, and whom to ring. It holds no case detail.</p>
<h2>How to ask</h2>
<p>Send a GraphQL query to <code>/graphql</code>, as JSON, with three headers:</p>
<ul>
<li><code>Authorization: Bearer</code> and your access token</li>
<li><code>MAST-Purpose</code>: {purposes}</li>
<li><code>MAST-Case-Reference</code>: the reference of the case that you ask for</li>
</ul>
<p>Every look-up is put on record with its purpose before it is answered.</p>
<pre>curl http://localhost:8000/graphql \\
  -H "Authorization: Bearer $TOKEN" -H "MAST-Purpose: duty-call" -H "MAST-Case-Reference: EX-1" \\
  -H "Content-Type: application/json" \\
  -d '{{"query": "{{ dataFreshness {{ agencies {{ agency {{ name }} dataAsOf }} }} }}"}}'</pre>
<h2>Whether it works</h2>
<ul>
<li><a href="/health/live">/health/live</a></li>
<li><a href="/health/ready">/health/ready</a></li>
<li><a href="/metrics">/metrics</a></li>
</ul>
</main>
</body>
</html>
"""


async def front_page(request: Request) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(purposes=", ".join(f"<code>{purpose}</code>" for purpose in Purpose)))
