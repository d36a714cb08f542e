"""What a PDF and a Word document say, for tests."""

from io import BytesIO

from docx import Document as read_word
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTComponent
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1


def without_blanks(text: str) -> str:
    return "".join(text.split())


def pdf_characters(data: bytes) -> list[str]:
    """The characters of each page in the order in which they are drawn, without blanks."""
    manager = PDFResourceManager()
    device = PDFPageAggregator(manager, laparams=None)
    interpreter = PDFPageInterpreter(manager, device)
    found = []
    for page in PDFPage.create_pages(PDFDocument(PDFParser(BytesIO(data)))):
        interpreter.process_page(page)
        found.append(without_blanks("".join(map(_text, device.get_result()))))
    return found


def _text(one: LTComponent) -> str:
    return one.get_text() if isinstance(one, LTChar) else ""


def pdf_fonts(data: bytes) -> dict[str, bool]:
    """The fonts of a PDF by name: whether each is embedded."""
    found = {}
    for page in PDFPage.create_pages(PDFDocument(PDFParser(BytesIO(data)))):
        for font in resolve1(page.resources["Font"]).values():
            of_font = resolve1(font)
            descriptor = resolve1(of_font.get("FontDescriptor", {}))
            found[of_font["BaseFont"].name] = "FontFile2" in descriptor
    return found


def word_document(data: bytes) -> WordDocument:
    return read_word(BytesIO(data))


def word_texts(document: WordDocument) -> list[str]:
    """The paragraphs and cells in their order, the lines of a cell joined by line ends."""
    texts = []
    for element in document.element.body:
        cells = element.iter(qn("w:tc")) if element.tag == qn("w:tbl") else [element]
        for cell in cells:
            paragraphs = cell.findall(qn("w:p")) if cell.tag == qn("w:tc") else [cell]
            texts.append("\n".join("".join(one.text or "" for one in p.iter(qn("w:t"))) for p in paragraphs))
    return [text for text in texts if text]
