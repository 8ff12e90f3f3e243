"""How packs and minutes lie on paper."""

# Wide tables lie across; long ones go on over pages, with their head said again. Columns are as wide as their longest word:
# to weigh every letter of every cell takes twice the time.
LANDSCAPE = """@page { size: A4 landscape; margin: 1.5cm 1.5cm 1.8cm;
  @bottom-right { content: counter(page) " / " counter(pages); font-size: 8pt; } }
html { font-size: 9.5pt; } table { width: 100%; } thead { display: table-header-group; } tr { break-inside: avoid; }
h1, h2, h3, caption { break-after: avoid; }
main { overflow-wrap: break-word; }"""
