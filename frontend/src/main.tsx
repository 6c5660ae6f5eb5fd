import { render } from "preact";
import { keepAddress } from "./address";
import { App } from "./app";
import { follow } from "./live";

keepAddress();
follow();
render(<App />, document.body);
