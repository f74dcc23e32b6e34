// Opens GraphiQL over this service, with the three headers that every request needs ready to be filled in.
const headers = {
  Authorization: "Bearer PASTE-A-TOKEN",
  "MAST-Purpose": "duty-call",
  "MAST-Case-Reference": "EX-1",
};
ReactDOM.createRoot(document.getElementById("graphiql")).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    defaultHeaders: JSON.stringify(headers, null, 2),
    shouldPersistHeaders: false,
    isHeadersEditorEnabled: true,
  }),
);
