"""The networks as Keras graphs: training builds them, `SCRAWL_ENGINE=keras` runs them, serving never imports them."""
