"""`RunnerPool`, on the simulator and on a GPU."""

from __future__ import annotations

import asyncio
import threading

import numpy as np
import pytest

import trt_cffi
from tests.support import at_once, stored
from trt_cffi import RunnerPool

F = np.float32
X = np.arange(16, dtype=F)


@pytest.fixture
def pool(trt, plan):
    with RunnerPool(plan("tiny"), 4, library=trt) as made:
        yield made


def test_sixteen_threads_get_their_own_results(pool):
    def work(index):
        return all(np.array_equal(pool(x=X + index + 16 * i)["y"], X + index + 16 * i + 1) for i in range(30))

    assert all(at_once(work, 16))
    assert len(pool) == len(pool._idle) == 4


def test_sixteen_threads_submit_and_use_tensors_on_the_device(pool):
    def work(index):
        for i in range(20):
            value = F(index + 16 * i)
            pending = pool.submit(x=X + value)
            tensor = pool(x=X + value, outputs="device")["y"]
            if not np.array_equal(pool(x=tensor)["y"].numpy(), X + value + 2):
                return False
            if not np.array_equal(pending.result()["y"], X + value + 1):
                return False
        return True

    assert all(at_once(work, 16))


def test_a_runner_is_never_used_by_two_threads_at_once(pool):
    users, most = {}, []

    def work(index):
        for _ in range(20):
            with pool.runner() as runner:
                users[id(runner)] = users.get(id(runner), 0) + 1
                most.append(users[id(runner)])
                runner(x=X)
                users[id(runner)] -= 1

    at_once(work, 16)
    assert set(most) == {1}
    assert len(users) == 4


def test_calls_take_turns_with_the_runners(pool):
    pending = [pool.submit(x=X + i) for i in range(8)]
    assert all(runner._lanes for runner in pool._runners)
    for i, each in enumerate(pending):
        np.testing.assert_array_equal(each.result()["y"], X + i + 1)


def test_results_of_a_pool_can_be_awaited(pool):
    async def one(i):
        return (await pool.submit(x=X + i))["y"]

    async def many():
        return await asyncio.gather(*(one(i) for i in range(16)))

    for i, y in enumerate(asyncio.run(many())):
        np.testing.assert_array_equal(y, X + i + 1)


def test_shapes_of_threads_do_not_mix(trt, plan):
    images, logits = stored("digits")[0]["images"], stored("digits")[1]["logits"]
    with RunnerPool(plan("digits"), 2, library=trt) as pool:

        def work(index):
            count = index % 5 + 1
            return all(abs(pool(images=images[:count])["logits"] - logits[:count]).max() < 1e-4 for _ in range(10))

        assert all(at_once(work, 16))


def test_outputs_may_be_passed_in(pool):
    y = np.zeros(16, F)
    assert pool(x=X, out={"y": y})["y"] is y
    np.testing.assert_array_equal(y, X + 1)


def test_an_error_gives_the_runner_back(pool):
    for _ in range(10):
        with pytest.raises(trt_cffi.InputError, match="input 'x' is missing"):
            pool({})
    assert len(pool._idle) == 4


def test_up_to_8_a_pool_has_at_most_as_many_contexts_as_the_plan_has_profiles(trt, plan):
    if trt.version[0] != 8:
        with RunnerPool(plan("digits"), 3, library=trt) as pool:
            assert len(pool) == 3
        return
    with pytest.raises(trt_cffi.ContextError, match=r"the plan has 2: a pool of it has at most 2, not 3"):
        RunnerPool(plan("digits"), 3, library=trt)


def test_up_to_8_a_call_waits_for_the_runner_whose_profile_fits(trt, plan):
    images = stored("digits")[0]["images"]
    with RunnerPool(plan("digits"), 2, library=trt) as pool:
        with pool.runner({"images": images[:5]}) as runner:
            assert runner(images=images[:5])["logits"].shape == (5, 10)
        with pytest.raises(trt_cffi.ShapeError, match="in profile 1"):
            pool(images=np.zeros((2000, 1, 8, 8), F))
        with pytest.raises(trt_cffi.InputError, match="no input 'image'"):
            pool(image=images)


@pytest.mark.parametrize(("size", "error"), [(0, ValueError), (-1, ValueError), (1.5, TypeError), ("4", TypeError)])
def test_a_pool_has_at_least_one_runner(trt, plan, size, error):
    with pytest.raises(error):
        RunnerPool(plan("tiny"), size, library=trt)


def test_a_closed_pool_says_so(pool):
    pool(x=X)
    pool.close()
    pool.close()
    assert pool.closed
    assert pool.engine.closed
    for use in (pool, pool.submit):
        with pytest.raises(trt_cffi.ClosedError, match="RunnerPool is closed"):
            use(x=X)
    assert repr(pool) == "<RunnerPool closed>"


def test_closing_wakes_those_who_wait(trt, plan):
    pool, told = RunnerPool(plan("tiny"), 1, library=trt), []

    def wait():
        with pytest.raises(trt_cffi.ClosedError):
            pool(x=X)
        told.append(True)

    with pool.runner():
        thread = threading.Thread(target=wait)
        thread.start()
        pool.close()
        thread.join(10)
    assert told == [True]


def test_a_pool_shows_what_it_runs(pool):
    assert repr(pool).startswith("<RunnerPool of 4 Runners of <ICudaEngine")
    assert list(pool.inputs) == ["x"]
    assert list(pool.outputs) == ["y"]


def test_an_engine_that_is_given_to_a_pool_stays_open(load):
    engine = load("tiny")
    with RunnerPool(engine, 2) as pool:
        np.testing.assert_array_equal(pool(x=X)["y"], X + 1)
    assert not engine.closed
