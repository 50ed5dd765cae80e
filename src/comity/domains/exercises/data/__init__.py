"""Published interlaboratory data sets, each as plan and results; sources and licences in README.md."""
