const request = new Request("http://127.0.0.1/webhook", { method: "POST", body: "{}" });

