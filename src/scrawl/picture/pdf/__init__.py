"""Pages of PDF documents, drawn by PDFium in a process of its own, which may be killed."""
