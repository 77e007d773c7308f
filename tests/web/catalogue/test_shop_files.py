"""The list for a shop system on the Catalogue page."""

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from fashion_model.catalogue.catalogue import Catalogue


def test_a_list_for_a_shop_system_says_how_many_products_and_what_is_left_out(
    shop: Catalogue, open_page: Callable[[str], AppTest]
) -> None:
    for sku in ("TS-1", "=1"):
        shop.create_item(sku, "Tee")
        shop.actions.decide(sku, category="T-shirt/top", person="Ann")
    page = open_page("catalogue").run()
    assert not page.exception
    next(shown for shown in page.selectbox if shown.label == "System").set_value("magento").run()
    assert "Download 1 product for Magento" in [button.label for button in page.download_button]
    told = " ".join(caption.value for caption in page.caption)
    assert r"1 item, \=1\: left out" in told
    assert "In Magento: “Add/Update”" in told
    shop.actions.decide("TS-1", category="Shirt", person="Ben")
    assert "Download 1 product for Magento" in [button.label for button in page.run().download_button]
