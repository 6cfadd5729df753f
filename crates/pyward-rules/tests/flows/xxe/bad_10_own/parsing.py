from lxml import etree


def parser():
    return etree.XMLParser(resolve_entities=True, no_network=False)
