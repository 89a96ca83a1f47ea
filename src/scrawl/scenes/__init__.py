"""Made-up pages: pens, papers, forms, light and a camera, one physics for training and for benchmarks."""
