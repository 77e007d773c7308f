"""The switch between test pictures and photos, in a script of its own."""

from streamlit.testing.v1 import AppTest


def page(*datasets: str) -> AppTest:
    def script(datasets: tuple[str, ...]) -> None:
        import streamlit as st

        from fashion_model.web.address import choose_dataset

        st.write(choose_dataset(datasets))

    return AppTest.from_function(script, args=(datasets or ("Fashion-MNIST", "Photos"),))


def shown(page: AppTest) -> str:
    assert not page.exception
    return page.markdown[0].value


def test_usual_pictures_need_no_word_in_the_address() -> None:
    visit = page().run()
    assert shown(visit) == "Fashion-MNIST"
    assert "of" not in visit.query_params


def test_choice_is_kept_in_the_address_and_leaves_it_again() -> None:
    visit = page().run()
    visit.segmented_control(key="of").set_value("Photos").run()
    assert shown(visit) == "Photos"
    assert visit.query_params["of"] == "Photos"
    visit.segmented_control(key="of").set_value("Fashion-MNIST").run()
    assert "of" not in visit.query_params


def test_link_is_followed() -> None:
    visit = page()
    visit.query_params["of"] = "Photos"
    assert shown(visit.run()) == "Photos"


def test_step_back_to_another_address_is_followed() -> None:
    visit = page().run()
    visit.segmented_control(key="of").set_value("Photos").run()
    del visit.query_params["of"]
    assert shown(visit.run()) == "Fashion-MNIST"


def test_link_to_what_is_not_there_shows_the_usual() -> None:
    visit = page("Fashion-MNIST")
    visit.query_params["of"] = "Photos"
    assert shown(visit.run()) == "Fashion-MNIST"
    assert "of" not in visit.query_params
